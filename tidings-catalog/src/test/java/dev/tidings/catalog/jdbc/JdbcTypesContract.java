package dev.tidings.catalog.jdbc;

import dev.tidings.catalog.TypeDefinition;
import dev.tidings.catalog.TypeStore;
import dev.tidings.catalog.ValidationMode;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.testkit.store.StoreContract;
import dev.tidings.testkit.store.StoreFactory;
import java.util.List;

/** Common to the contracts of the catalogue: its port over an empty store. */
abstract class JdbcTypesContract extends StoreContract {
    static final int MOST = 5;
    static final TypeDefinition PLAIN = described("A plain type");

    JdbcTypesContract(StoreFactory factory) {
        super(factory);
    }

    final TypeStore types() {
        return new JdbcTypes((JdbcStore) store());
    }

    static TypeDefinition described(String description) {
        return new TypeDefinition(description, null, null, List.of(), false, false, ValidationMode.ENFORCE);
    }
}
