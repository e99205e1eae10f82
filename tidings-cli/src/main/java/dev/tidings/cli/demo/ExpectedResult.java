package dev.tidings.cli.demo;

/**
 * The expected result of a delivery.
 *
 * @param reason as in the API; empty when sent
 */
record ExpectedResult(String status, String reason, int attempts) {
    static ExpectedResult sent(int attempts) {
        return new ExpectedResult("sent", "", attempts);
    }

    static ExpectedResult dead(String reason, int attempts) {
        return new ExpectedResult("dead", reason, attempts);
    }

    static ExpectedResult skipped(String reason, int attempts) {
        return new ExpectedResult("skipped", reason, attempts);
    }

    @Override
    public String toString() {
        return status
                + (reason.isEmpty() ? "" : " " + reason)
                + (attempts == 0 ? "" : ", " + attempts + (attempts == 1 ? " attempt" : " attempts"));
    }
}
