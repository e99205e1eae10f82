package dev.tidings.catalog;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.http.AuditFields;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the audit log keeps of a change of a type. */
final class TypeAudit {
    private TypeAudit() {}

    static AuditChange put(String tenant, String name, @Nullable TypeDefinition before, TypeDefinition after) {
        return new AuditFields()
                .changed("description", value(before, TypeDefinition::description), after.description())
                .changed("schema", value(before, TypeDefinition::schema), after.schema())
                .changed("example", value(before, TypeDefinition::example), after.example())
                .changed("channels", value(before, TypeDefinition::channels), after.channels())
                .changed("mandatory", value(before, TypeDefinition::mandatory), after.mandatory())
                .changed("deprecated", value(before, TypeDefinition::deprecated), after.deprecated())
                .changed(
                        "validation",
                        value(before, definition -> definition.validation().code()),
                        after.validation().code())
                .of(tenant, before == null ? AuditAction.TYPE_CREATED : AuditAction.TYPE_CHANGED, name);
    }

    private static <T extends @Nullable Object> @Nullable T value(
            @Nullable TypeDefinition definition, Function<TypeDefinition, T> field) {
        return definition == null ? null : field.apply(definition);
    }
}
