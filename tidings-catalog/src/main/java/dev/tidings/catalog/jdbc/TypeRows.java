package dev.tidings.catalog.jdbc;

import dev.tidings.catalog.NotificationType;
import dev.tidings.catalog.TypeDefinition;
import dev.tidings.catalog.TypeRule;
import dev.tidings.catalog.ValidationMode;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Binds and reads the columns of types. */
final class TypeRows {
    private static final String SEPARATOR = "\n";

    private TypeRows() {}

    static NotificationType type(ResultSet row) throws SQLException {
        TypeDefinition definition = new TypeDefinition(
                row.getString("description"),
                Columns.textOrNull(row, "payload_schema"),
                Columns.textOrNull(row, "example"),
                channels(row),
                row.getBoolean("mandatory"),
                Columns.timeOrNull(row, "deprecated_at") != null,
                ValidationMode.ofCode(row.getString("validation")));
        return new NotificationType(
                row.getString("tenant"),
                row.getString("name"),
                definition,
                row.getLong("version"),
                Columns.timeOrNull(row, "deprecated_at"),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"));
    }

    static TypeRule rule(ResultSet row) throws SQLException {
        return new TypeRule(
                row.getString("name"),
                row.getLong("version"),
                ValidationMode.ofCode(row.getString("validation")),
                row.getBoolean("has_schema"),
                channels(row),
                Columns.timeOrNull(row, "deprecated_at"));
    }

    static Binding bind(Binding binding, NotificationType type) throws SQLException {
        TypeDefinition definition = type.definition();
        return binding.text("tenant", type.tenant())
                .text("name", type.name())
                .number("version", type.version())
                .text("description", definition.description())
                .text("schema", definition.schema())
                .text("example", definition.example())
                .text("channels", String.join(SEPARATOR, definition.channels()))
                .flag("mandatory", definition.mandatory())
                .text("validation", definition.validation().code())
                .time("deprecated", type.deprecatedAt())
                .time("updated", type.updatedAt());
    }

    private static List<String> channels(ResultSet row) throws SQLException {
        String channels = row.getString("channels");
        return channels.isEmpty() ? List.of() : List.of(channels.split(SEPARATOR, -1));
    }
}
