package dev.tidings.cli.demo;

/** A row of the final table. */
record ResultRow(String story, String recipient, String expected, String became, String why) {
    boolean asExpected() {
        return expected.equals(became);
    }
}
