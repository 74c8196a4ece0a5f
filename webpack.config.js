/**
 * Bundles what is shipped. Into dist/: the command line, the extension for VS Code on the desktop (`extension.js`) and in
 * a browser (`web/extension.js`), the worker that the debugger runs in (one file for both), and the webviews' pages.
 */
const fs = require('node:fs');
const path = require('node:path');
const webpack = require('webpack');
const { version } = require('./package.json');

/** Marks the bundle as a program: without this, `bin` works only after an npm install. */
class ExecutablePlugin {
  apply(compiler) {
    compiler.hooks.afterEmit.tap('ExecutablePlugin', (compilation) => {
      const { path: directory, filename } = compilation.outputOptions;
      fs.chmodSync(path.join(directory, filename), 0o755);
    });
  }
}

/**
 * @param {string} name the file in dist, without its extension
 * @param {string} target
 * @param {string} entry
 * @param {Partial<import('webpack').Configuration>} extra
 * @returns {import('webpack').Configuration}
 */
function bundle(name, target, entry, extra = {}) {
  const { resolve, output, ...others } = extra;
  return {
    name,
    target,
    mode: 'production',
    devtool: 'source-map',
    entry,
    output: {
      path: path.resolve(__dirname, 'dist'),
      filename: `${name}.js`,
      devtoolModuleFilenameTemplate: '../[resource-path]',
      ...output,
    },
    externals: { vscode: 'commonjs vscode' },
    resolve: {
      extensions: ['.ts', '.js'],
      alias: { stepping: path.resolve(__dirname, 'out/stepping') },
      ...resolve,
    },
    module: {
      rules: [
        {
          test: /\.ts$/,
          exclude: /node_modules/,
          loader: 'ts-loader',
          options: {
            // `tsc -b` checks the types; here each file is only translated.
            transpileOnly: true,
            onlyCompileBundledFiles: true,
            configFile: path.resolve(__dirname, 'tsconfig.base.json'),
          },
        },
      ],
    },
    cache: {
      type: 'filesystem',
      cacheDirectory: path.resolve(__dirname, 'out/webpack'),
      buildDependencies: { config: [__filename, path.resolve(__dirname, 'tsconfig.base.json')] },
    },
    performance: { hints: false },
    stats: 'errors-warnings',
    ...others,
  };
}

/** Joins style sheets into one: what the pages share, and each page's own. */
class StylesPlugin {
  constructor(name, files) {
    this.name = name;
    this.files = files.map((file) => path.resolve(__dirname, file));
  }

  apply(compiler) {
    const { Compilation, sources } = webpack;
    compiler.hooks.thisCompilation.tap('StylesPlugin', (compilation) => {
      this.files.forEach((file) => compilation.fileDependencies.add(file));
      const stage = Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL;
      compilation.hooks.processAssets.tap({ name: 'StylesPlugin', stage }, () => {
        const text = this.files.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
        compilation.emitAsset(this.name, new sources.RawSource(text));
      });
    });
  }
}

/** A page of a webview: its script, and its styles. */
function page(name) {
  const own = `./media/${name}/${name}.css`;
  const styles = ['./media/shared/page.css', './media/shared/grid.css', own];
  return bundle(`media/${name}`, 'web', `./media/${name}/main.ts`, {
    plugins: [new StylesPlugin(`media/${name}.css`, styles)],
  });
}

const COMMONJS = { library: { type: 'commonjs2' } };

module.exports = [
  bundle('cli', 'node20', './src/cli/main.ts', {
    output: COMMONJS,
    plugins: [
      new webpack.DefinePlugin({ PAGEWALK_VERSION: JSON.stringify(version) }),
      new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true }),
      new ExecutablePlugin(),
    ],
  }),
  bundle('extension', 'node20', './src/extension/desktop.ts', { output: COMMONJS }),
  bundle('worker', 'webworker', './src/debugAdapter/worker.ts', {
    // @vscode/debugadapter converts paths with it, which no session asks for.
    resolve: { fallback: { url: false } },
  }),
  bundle('web/extension', 'webworker', './src/extension/web.ts', { output: COMMONJS }),
  page('pageTable'),
  page('tlb'),
];
