package dev.tidings.store.jdbc;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.TokenKey;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.store.KeyStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.ReencryptedSlice;
import dev.tidings.core.store.SecretKeyStore;
import dev.tidings.core.store.SecretKeyUse;
import dev.tidings.core.store.TokenKeyStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ports of keys: of those who call, of secrets and of tokens; the same for every database. */
abstract class KeyPorts extends JobPorts implements KeyStore, SecretKeyStore, TokenKeyStore {
    private final Keys keys;
    final SecretKeyTable secretKeys;
    private final Reencryption reencryption;
    private final TokenKeys tokenKeys;

    KeyPorts(Database database, InstantSource clock, SecretCipher cipher) {
        super(database, clock);
        this.keys = new Keys(database, clock);
        this.secretKeys = new SecretKeyTable(database, clock, cipher);
        this.tokenKeys = new TokenKeys(database, clock, cipher, secretKeys);
        this.reencryption = new Reencryption(database, secretKeys, tokenKeys);
    }

    @Override
    public void create(ApiKey key, byte[] hash) {
        keys.create(key, hash);
    }

    @Override
    public Optional<ApiKey> byHash(byte[] hash) {
        return keys.byHash(hash);
    }

    @Override
    public Optional<ApiKey> key(String tenant, String id) {
        return keys.key(tenant, id);
    }

    @Override
    public Page<ApiKey> keys(@Nullable String tenant, @Nullable String cursor, int limit) {
        return keys.keys(tenant, cursor, limit);
    }

    @Override
    public boolean revoke(String id) {
        return keys.revoke(id);
    }

    @Override
    public boolean expireKey(String id, Instant at) {
        return keys.expireKey(id, at);
    }

    @Override
    public void used(String id, Instant at) {
        keys.used(id, at);
    }

    @Override
    public boolean anyInForce() {
        return keys.anyInForce();
    }

    @Override
    public List<SecretKeyUse> secretKeys() {
        return secretKeys.uses();
    }

    @Override
    public ReencryptedSlice reencrypt(@Nullable String after, int limit) {
        return reencryption.slice(after, limit);
    }

    @Override
    public List<String> retireSecretKeys() {
        return secretKeys.retire();
    }

    @Override
    public List<TokenKey> tokenKeys() {
        return tokenKeys.tokenKeys();
    }

    @Override
    public List<TokenKey> requireTokenKey(TokenKey fresh) {
        return tokenKeys.requireTokenKey(fresh);
    }

    @Override
    public void rotateTokenKeys(TokenKey fresh, Instant othersUntil) {
        tokenKeys.rotateTokenKeys(fresh, othersUntil);
    }
}
