package dev.tidings.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndpointIdTest {
    private static final String EXAMPLE = "ept_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final String EXAMPLE_HEX = "1563e3ab5d3d6764c61efb99302bd5b";

    @Test
    void the_bytes_are_those_of_the_ulid() {
        EndpointId id = EndpointId.parse("id", EXAMPLE);

        assertThat(new BigInteger(1, id.bytes()).toString(16)).isEqualTo(EXAMPLE_HEX);
        assertThat(EndpointId.ofBytes(id.bytes())).isEqualTo(id).hasSameHashCodeAs(id);
        assertThat(EndpointId.ofBytes(id.bytes()).value()).isEqualTo(EXAMPLE);
    }

    @Test
    void any_bytes_survive_the_text_and_sort_alike() {
        Random random = new Random(1);
        List<EndpointId> ids = Stream.generate(() -> {
                    byte[] bytes = new byte[Id.BYTES];
                    random.nextBytes(bytes);
                    return EndpointId.ofBytes(bytes);
                })
                .limit(1_000)
                .toList();

        assertThat(ids).allSatisfy(id -> assertThat(EndpointId.of(id.value())).isEqualTo(id));
        assertThat(ids.stream().sorted().map(EndpointId::value))
                .containsExactlyElementsOf(
                        ids.stream().map(EndpointId::value).sorted().toList());
        assertThat(ids.stream().sorted().map(EndpointId::bytes).toList()).isSortedAccordingTo(Arrays::compareUnsigned);
    }

    @Test
    void other_texts_are_refused() {
        for (String text : List.of(
                "",
                "ept_",
                "dlv_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "ept_01ARZ3NDEKTSV4RRFFQ69G5FA",
                "ept_01ARZ3NDEKTSV4RRFFQ69G5FAVX",
                "ept_81ARZ3NDEKTSV4RRFFQ69G5FAV",
                "ept_01ARZ3NDEKTSV4RRFFQ69G5FAI",
                "ept_01arz3ndektsv4rrffq69g5fav")) {
            assertThatThrownBy(() -> EndpointId.parse("id", text))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("id");
        }
    }
}
