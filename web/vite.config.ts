import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const kit = fileURLToPath(new URL('./kit/index.ts', import.meta.url));

/**
 * One recipe for every folder of pages (`web/webmail`, `web/admin`…): who builds gives `root`, `base` and `build.outDir`. Nothing is put
 * inside the page or the style sheet (no `data:` fonts, no inline script), so that the strictest policy holds.
 */
export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '#kit': kit } },
  css: {
    preprocessorOptions: {
      scss: { quietDeps: true, silenceDeprecations: ['import', 'global-builtin', 'if-function'] },
    },
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    reportCompressedSize: false,
  },
});
