/** Sets properties of an element's style through its object: a style attribute would be against the content policy. */
import { nothing } from 'lit/html.js';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

type Properties = Readonly<Record<string, string>>;

class Styled extends Directive {
  override render(_properties: Properties): typeof nothing {
    return nothing;
  }

  override update(part: ElementPart, [properties]: [Properties]): typeof nothing {
    const { element } = part;
    if (element instanceof HTMLElement) {
      for (const [name, value] of Object.entries(properties))
        element.style.setProperty(name, value);
    }
    return nothing;
  }
}

/** `<div ${styled({ height: '5px' })}>` */
export const styled = directive(Styled);
