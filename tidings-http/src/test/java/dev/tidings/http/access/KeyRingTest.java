package dev.tidings.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.store.KeyStore;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.testkit.time.SettableClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private boolean away;
    private long nanos;
    private final KeyStore store = (KeyStore) Proxy.newProxyInstance(
            KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (self, method, arguments) -> {
                if (away) {
                    throw new StoreUnavailable("connection refused");
                }
                return true;
            });
    private final KeyRing ring = new KeyRing(store, Runnable::run, Runnable::run, SettableClock.atStart(), () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void recently_checked_keys_stay_valid_while_the_store_is_unavailable() {
        assertThat(ring.anyInForce().join()).isTrue();
        away = true;
        pass(Duration.ofMinutes(4));
        assertThat(ring.anyInForce().join()).isTrue();

        pass(Duration.ofMinutes(2));
        assertThatThrownBy(() -> ring.anyInForce().join()).hasRootCauseInstanceOf(StoreUnavailable.class);

        away = false;
        pass(Duration.ofSeconds(1));
        assertThat(ring.anyInForce().join()).isTrue();
    }

    @Test
    void an_unchecked_key_is_unavailable_while_the_store_is() {
        away = true;
        assertThatThrownBy(() -> ring.anyInForce().join()).hasRootCauseInstanceOf(StoreUnavailable.class);
    }
}
