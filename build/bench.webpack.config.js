/** Bundles the benchmarks: modules as vitest loads them are too slow to measure. */
const path = require('node:path');
const cli = require('../webpack.config.js').find(({ name }) => name === 'cli');

/** @type {import('webpack').Configuration} */
module.exports = {
  ...cli,
  name: 'bench',
  entry: './test/bench/main.ts',
  output: { path: path.resolve(__dirname, '../out/bench'), filename: 'bench.js' },
  plugins: [],
  devtool: false,
  optimization: { minimize: false },
};
