import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CliFault } from './exit.ts';

const ROOT = fileURLToPath(new URL('../../web/verify', import.meta.url));
const NO_INLINE_LIMIT = 64 * 1_048_576;

/**
 * The page as one HTML file: program, style and letters inside, and a policy that forbids every connection (CSP level 3: hashes of what
 * stands inside, nothing else). `roots`: PEM of certificates to trust.
 */
export async function buildVerifyPage(roots: readonly string[]): Promise<string> {
  const { script, style } = await bundle();
  const page = await readFile(`${ROOT}/index.html`, 'utf8');
  // Inside a script element only this could end it.
  const code = script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(code)}' 'wasm-unsafe-eval'`,
    `style-src '${hashOf(style)}'`,
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return page
    .replace(
      '<meta charset="utf-8" />',
      () => `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    )
    .replace('</head>', () => `<style>${style}</style></head>`)
    .replace('id="roots"></script>', () => `id="roots">${roots.join('')}</script>`)
    .replace(/<script type="module" src="[^"]*"><\/script>/, () => `<script type="module">${code}</script>`);
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

async function bundle(): Promise<{ readonly script: string; readonly style: string }> {
  const { build } = await loadVite();
  const result = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      cssCodeSplit: false,
      assetsInlineLimit: NO_INLINE_LIMIT,
      rollupOptions: { output: { codeSplitting: false } },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (first === undefined || !('output' in first)) throw new Error('the page was not built');
  let script = '';
  let style = '';
  for (const part of first.output) {
    if (part.type === 'chunk') script += part.code;
    else if (part.fileName.endsWith('.css')) style += String(part.source);
  }
  return { script, style };
}

/** Who only serves has no use for it, and may not have installed it. */
async function loadVite() {
  try {
    return await import('vite');
  } catch {
    throw new CliFault(
      'the page is built with vite, which is not installed here: run npm ci with development packages',
    );
  }
}
