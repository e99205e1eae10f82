package dev.tidings.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The names of fields in the lines of a file. */
final class LineFields {
    @Option(
            names = "--type-field",
            paramLabel = "FIELD",
            defaultValue = "event",
            description = "With --file: the line's field with the type (default event).")
    String type = "event";

    @Option(
            names = "--payload-field",
            paramLabel = "FIELD",
            defaultValue = "payload",
            description = "With --file: the line's field with the payload (default payload; '.' takes the whole line).")
    String payload = "payload";

    @Option(
            names = "--recipient-field",
            paramLabel = "FIELD",
            description = "With --file: the line's field with the recipient (default: --recipient for all).")
    @Nullable
    String recipient;

    @Option(
            names = "--key-field",
            paramLabel = "FIELD",
            description = "With --file: the line's field with the idempotency key (default: a hash of the line).")
    @Nullable
    String key;
}
