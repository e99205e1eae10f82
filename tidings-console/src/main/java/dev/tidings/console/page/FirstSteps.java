package dev.tidings.console.page;

/** The commands that lead to a first message, for lists that are still empty. */
public final class FirstSteps {
    public static final String COMMANDS = """
            ./tidings endpoints put user:42 webhook https://example.com/hook
            ./tidings send --type order.paid --recipient user:42 --payload '{"order": 4711}'
            ./tidings deliveries --recipient user:42""";

    private FirstSteps() {}
}
