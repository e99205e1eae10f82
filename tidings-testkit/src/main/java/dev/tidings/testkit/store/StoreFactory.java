package dev.tidings.testkit.store;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens an empty store for one test. */
@FunctionalInterface
public interface StoreFactory {
    /** @param folder an empty folder of this test, for stores that use files */
    Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids);
}
