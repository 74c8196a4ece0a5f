/** Starts the page *TLB*. */
import { TlbPage } from './page';

const root = document.createElement('main');
root.id = 'page';
document.body.append(root);
new TlbPage(root);
