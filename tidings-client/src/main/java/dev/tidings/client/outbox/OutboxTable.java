package dev.tidings.client.outbox;

import java.util.regex.Pattern;

/**
 * The outbox's table.
 *
 * @param name as SQL has it, with its schema if need be
 */
public record OutboxTable(String name) {
    /** It goes into statements as it is, and names of indexes are made of it. */
    private static final Pattern NAME = Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,49}\\.)?[A-Za-z_][A-Za-z0-9_]{0,49}");

    /** {@code tidings_outbox} */
    public static final OutboxTable DEFAULT = new OutboxTable("tidings_outbox");

    /** @throws IllegalArgumentException when it is not a plain name */
    public OutboxTable {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("table is '" + name
                    + "'; expected letters, digits and _, 50 at most, with a schema and a dot before it if need be");
        }
    }

    String withoutSchema() {
        return name.substring(name.indexOf('.') + 1);
    }
}
