namespace LlmFunctions.Upstream;

/// <summary>How a provider delimits the events of a stream.</summary>
public enum StreamFraming
{
    /// <summary>Server-sent events.</summary>
    Sse,

    /// <summary>One JSON document a line.</summary>
    NewlineDelimitedJson,

    /// <summary>Binary messages of the type <c>application/vnd.amazon.eventstream</c>.</summary>
    EventStream,
}
