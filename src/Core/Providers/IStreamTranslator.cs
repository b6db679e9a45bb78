using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers;

/// <summary>Turns the events of one streamed answer into canonical chunks. One instance an answer; not thread-safe.</summary>
public interface IStreamTranslator
{
    /// <summary>Whether the provider has sent its terminal event: what follows does not belong to the answer.</summary>
    bool IsComplete { get; }

    /// <summary>Whether the answer is there, though the terminal event is not: providers that forget it may keep the connection open.</summary>
    bool IsAnswered => false;

    /// <summary>What the provider has said of the usage so far, for streams that are cut off or given up; null when nothing.</summary>
    ChatUsage? UsageSoFar { get; }

    /// <summary>The chunks that one event makes; none for events that carry nothing.</summary>
    /// <exception cref="GatewayException">The event is an error, or cannot be understood.</exception>
    IReadOnlyList<ChatChunk> Translate(StreamFrame frame);

    /// <summary>Called at the end of the body, when <see cref="IsComplete"/> is still false.</summary>
    /// <exception cref="GatewayException">The stream was cut: the answer must not look whole.</exception>
    IReadOnlyList<ChatChunk> Complete();
}
