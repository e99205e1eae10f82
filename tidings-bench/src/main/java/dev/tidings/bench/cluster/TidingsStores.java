package dev.tidings.bench.cluster;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.measure.Stage;
import dev.tidings.core.store.Store;
import java.util.function.Supplier;

/** Opens Tidings' store in a new and empty database each time. */
final class TidingsStores implements Supplier<Store> {
    private final Stage stage;

    TidingsStores(Stage stage, Postgres postgres) {
        this.stage = stage;
    }

    @Override
    public Store get() {
        return EngineRig.openStore(stage.emptyFolder("tidings"));
    }
}
