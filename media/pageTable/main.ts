/** Starts the page *Page table*. */
import { PageTablePage } from './page';

const root = document.createElement('main');
root.id = 'page';
document.body.append(root);
new PageTablePage(root);
