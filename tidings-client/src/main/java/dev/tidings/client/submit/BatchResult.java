package dev.tidings.client.submit;

/** The result of one intent of a batch. */
public sealed interface BatchResult {
    /** The intent, with the key under which it was submitted. */
    Intent intent();

    /**
     * Returns the receipt.
     *
     * @throws TidingsException when there is none
     */
    Receipt receipt();

    /** The intent has a receipt. */
    record Accepted(Intent intent, Receipt receipt) implements BatchResult {}

    /** The server refused it permanently. */
    record Refused(Intent intent, Problem problem) implements BatchResult {
        @Override
        public Receipt receipt() {
            throw RefusedException.of(problem, intent.idempotencyKey(), null);
        }
    }

    /** The time limit was reached. The intent may have been accepted; submit it again with the same key to find out. */
    record Unanswered(Intent intent, Problem problem, int tries) implements BatchResult {
        @Override
        public Receipt receipt() {
            throw new UnansweredException(problem, intent.idempotencyKey(), tries, null);
        }
    }
}
