import { transformSync } from 'esbuild';

// jest runs the sources as ES modules; esbuild only strips the types, so a stack trace keeps its line numbers.
export default {
  /** @param {string} text @param {string} filename */
  process(text, filename) {
    const { code, map } = transformSync(text, {
      loader: filename.endsWith('.tsx') ? 'tsx' : 'ts',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      format: 'esm',
      target: 'node24',
      sourcefile: filename,
      sourcemap: 'both',
      sourcesContent: false,
    });
    return { code, map };
  },
};
