package dev.tidings.cli.demo;

/**
 * The expected result of a delivery.
 *
 * @param reason as in the API; empty when sent
 */
record Expected(String status, String reason, int attempts) {
    static Expected sent(int attempts) {
        return new Expected("sent", "", attempts);
    }

    static Expected dead(String reason, int attempts) {
        return new Expected("dead", reason, attempts);
    }

    static Expected skipped(String reason, int attempts) {
        return new Expected("skipped", reason, attempts);
    }

    @Override
    public String toString() {
        return status
                + (reason.isEmpty() ? "" : " " + reason)
                + (attempts == 0 ? "" : ", " + attempts + (attempts == 1 ? " attempt" : " attempts"));
    }
}
