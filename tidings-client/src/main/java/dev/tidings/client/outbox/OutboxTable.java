package dev.tidings.client.outbox;

import java.util.regex.Pattern;

/**
 * The outbox's table.
 *
 * @param name the SQL name, optionally with a schema
 */
public record OutboxTable(String name) {
    /** The name goes into statements unquoted, and the names of indexes are derived from it. */
    private static final Pattern NAME = Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,49}\\.)?[A-Za-z_][A-Za-z0-9_]{0,49}");

    /** {@code tidings_outbox} */
    public static final OutboxTable DEFAULT = new OutboxTable("tidings_outbox");

    /** @throws IllegalArgumentException when it is not a plain name */
    public OutboxTable {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("table is '" + name
                    + "'; expected at most 50 letters, digits and _, optionally with a schema and a dot in front");
        }
    }

    /** Puts the name into a statement, in the place of {@code %table%}: the only part of the outbox's SQL that its user sets. */
    String in(String statement) {
        return statement.replace("%table%", name);
    }

    String withoutSchema() {
        return name.substring(name.indexOf('.') + 1);
    }
}
