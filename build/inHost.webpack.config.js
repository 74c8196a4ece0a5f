/** Bundles the tests that run inside an extension host: one file each, so that mocha reports them apart. */
const fs = require('node:fs');
const path = require('node:path');
const cli = require('../webpack.config.js').find(({ name }) => name === 'cli');

const TESTS = path.resolve(__dirname, '../test/extension');
const files = fs.readdirSync(TESTS).filter((name) => /^index\.ts$|\.test\.ts$/.test(name));

/** @type {import('webpack').Configuration} */
module.exports = {
  ...cli,
  name: 'inHost',
  entry: Object.fromEntries(
    files.map((name) => [path.basename(name, '.ts'), path.join(TESTS, name)]),
  ),
  output: {
    path: path.resolve(__dirname, '../out/inHost'),
    filename: '[name].js',
    library: { type: 'commonjs2' },
    clean: true,
  },
  externals: { vscode: 'commonjs vscode', mocha: 'commonjs mocha' },
  node: { __dirname: false },
  plugins: [],
  optimization: { minimize: false },
};
