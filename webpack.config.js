/** Bundles the command line into dist/cli.js: one file that needs no node_modules. */
const fs = require('node:fs');
const path = require('node:path');
const webpack = require('webpack');

/** Marks the bundle as a program: without this, `bin` works only after an npm install. */
class ExecutablePlugin {
  apply(compiler) {
    compiler.hooks.afterEmit.tap('ExecutablePlugin', (compilation) => {
      const { path: directory, filename } = compilation.outputOptions;
      fs.chmodSync(path.join(directory, filename), 0o755);
    });
  }
}

/** @type {import('webpack').Configuration} */
module.exports = {
  name: 'cli',
  target: 'node20',
  mode: 'production',
  devtool: 'source-map',
  entry: './src/cli/main.ts',
  output: {
    path: path.resolve(__dirname, 'dist'),
    filename: 'cli.js',
    library: { type: 'commonjs2' },
    devtoolModuleFilenameTemplate: '../[resource-path]',
  },
  resolve: {
    extensions: ['.ts', '.js'],
    alias: { stepping: path.resolve(__dirname, 'out/stepping') },
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
  plugins: [
    new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true }),
    new ExecutablePlugin(),
  ],
};
