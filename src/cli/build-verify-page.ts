export async function buildVerifyPage(_roots: readonly string[]): Promise<string> {
  throw new Error('not built');
}
