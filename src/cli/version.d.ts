/** The version in package.json; webpack.config.js puts it in. */
declare const PAGEWALK_VERSION: string;
