package dev.tidings.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that an attacker derives from a real one, from public keys, or invents. Each is refused. */
class TokenForgeryTest {
    @TempDir
    Path folder;

    private TokenForgeries forged;
    private Tokens tokens;

    @BeforeEach
    void trust() throws Exception {
        forged = new TokenForgeries();
        Path file =
                Files.writeString(folder.resolve("keys.json"), new JWKSet(forged.foreignKey.toPublicJWK()).toString());
        TrustedKeys keys = TrustedKeys.at(file.toString(), Path.of(""));
        tokens = new Tokens(
                forged.own,
                new ForeignTokens(keys.source(), keys.algorithms(), TokenForgeries.TRUST, forged.clock),
                Runnable::run);
    }

    @AfterEach
    void close() {
        forged.close();
    }

    @Test
    void the_tokens_used_for_forging_are_valid() throws Exception {
        assertThat(tokens.verify(forged.ours()).join().recipient()).isEqualTo("user:42");
        assertThat(tokens.verify(forged.theirs()).join().recipient()).isEqualTo("user:7");
    }

    @TestFactory
    Stream<DynamicTest> no_forged_token_is_taken() throws Exception {
        Map<String, String> forgeries = forged.all();
        assertThat(forgeries).hasSizeGreaterThanOrEqualTo(100);
        assertThat(forgeries.values()).doesNotContain(forged.ours(), forged.theirs());
        assertThat(tokens.verify(forged.ours()).join().recipient())
                .as("the key is in force")
                .isEqualTo("user:42");
        return forgeries.entrySet().stream()
                .map(forgery -> DynamicTest.dynamicTest(forgery.getKey(), () -> refused(forgery.getValue())));
    }

    private void refused(String token) {
        assertThatThrownBy(() -> tokens.verify(token).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(ProblemCode.UNAUTHENTICATED));
    }
}
