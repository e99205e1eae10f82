package dev.tidings.bench.push;

import dev.tidings.bench.http.Numbered;

/** Published messages: JSON of 200 bytes with a number of eight digits and one mark. */
final class NumberedPayload {
    static final int BYTES = 200;
    static final String RECIPIENT = "user:bench";

    private NumberedPayload() {}

    static String body() {
        String start =
                "{\"seq\":\"" + Numbered.PLACE + "\",\"mark\":\"" + (char) SubscriberLoad.MARK + "\",\"fill\":\"";
        String end = "\"}";
        return start + "x".repeat(BYTES - start.length() - end.length()) + end;
    }

    /** The same as an intent's payload. The key contains the number too; only the payload contains the mark. */
    static String intent(long run) {
        return "{\"type\":\"bench.message\",\"producer\":\"bench\",\"idempotency_key\":\"" + run + "-" + Numbered.PLACE
                + "\",\"audience\":{\"recipients\":[\"" + RECIPIENT + "\"]},\"channels\":[\"push\"],\"payload\":"
                + body()
                + "}";
    }
}
