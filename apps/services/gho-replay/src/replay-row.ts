export type Fields = Record<string, unknown>;

/** ReplayRow is one recorded record; its text is sent as recorded, "98.0" included. */
export class ReplayRow {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  static of(fields: Fields): ReplayRow {
    return new ReplayRow(JSON.stringify(fields));
  }

  /** Parsed anew on each call: keeping 13,000 objects per indicator would cost far more than it saves. */
  parse(): Fields {
    return JSON.parse(this.text) as Fields;
  }
}
