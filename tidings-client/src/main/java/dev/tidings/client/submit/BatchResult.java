package dev.tidings.client.submit;

/** What became of one intent of a batch. */
public sealed interface BatchResult {
    /** The intent, with the key it was submitted under. */
    Intent intent();

    /** The receipt. @throws TidingsException when there is none */
    Receipt receipt();

    /** It has a receipt. */
    record Accepted(Intent intent, Receipt receipt) implements BatchResult {}

    /** The server refused it, and would again. */
    record Refused(Intent intent, Problem problem) implements BatchResult {
        @Override
        public Receipt receipt() {
            throw RefusedException.of(problem, intent.idempotencyKey(), null);
        }
    }

    /** The time was up. It may be accepted; submit it again with the same key to know. */
    record Unanswered(Intent intent, Problem problem, int tries) implements BatchResult {
        @Override
        public Receipt receipt() {
            throw new UnansweredException(problem, intent.idempotencyKey(), tries, null);
        }
    }
}
