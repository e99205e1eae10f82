package dev.tidings.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void sides_alternate_and_warm_up_rounds_do_not_count() throws Exception {
        List<String> order = new ArrayList<>();
        Map<String, Turns.Side<Integer>> sides = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "c")) {
            sides.put(name, warmUp -> {
                order.add(name + (warmUp ? "?" : ""));
                return order.size();
            });
        }

        Map<String, List<Integer>> figures = Turns.take(
                new WorkloadEnvironment("test", Path.of(""), Path.of("")), 1, WorkloadEnvironment.rounds(2), sides);

        assertThat(order.subList(0, 6)).containsExactly("a?", "b?", "c?", "a", "b", "c");
        assertThat(figures.keySet()).containsExactly("a", "b", "c");
        assertThat(figures)
                .extractingByKey("b")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .startsWith(5);
    }
}
