/** Lets a number of pieces of work run at a time; further ones wait for their turn. */
export class Limiter {
  private readonly waiting: (() => void)[] = [];

  constructor(private places: number) {}

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.places > 0) this.places--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.places++;
    }
  }
}
