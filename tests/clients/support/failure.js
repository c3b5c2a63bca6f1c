// What the service refused: its status, and the code and message that a client read in the answer.
export class Failure extends Error {
  constructor(status, code, message, headerCode) {
    super(message);
    this.status = status;
    this.code = code;
    this.headerCode = headerCode; // x-ms-error-code
  }
}
