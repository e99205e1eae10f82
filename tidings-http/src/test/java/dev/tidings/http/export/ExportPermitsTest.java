package dev.tidings.http.export;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import org.junit.jupiter.api.Test;

class ExportPermitsTest {
    private final ExportPermits permits = new ExportPermits(3, 2);

    @Test
    void a_tenant_and_a_node_have_a_limit() {
        permits.acquire("a");
        permits.acquire("a");
        assertThatThrownBy(() -> permits.acquire("a"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("2 exports of its tenant");
        permits.acquire("b");
        assertThatThrownBy(() -> permits.acquire("c"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("3 exports on this node");

        permits.release("a");

        permits.acquire("c");
    }
}
