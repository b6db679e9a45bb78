using LlmFunctions.Dialects;
using LlmFunctions.Json;

namespace LlmFunctions.ParallelInference;

/// <summary>One conversation for several models.</summary>
public sealed record ParallelRequest
{
    /// <summary>The dialect of the canonical shape, which the client speaks.</summary>
    public required IClientDialect Dialect { get; init; }

    /// <summary>The models, in the order in which the client named them.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The chat request without a model: what remains of the client's body when the fields of this record are taken out.</summary>
    public required ReadOnlyMemory<byte> Chat { get; init; }

    /// <summary>How long each model may take; null for as long as the gateway waits anyway.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How many answers are enough; null for all that come.</summary>
    public int? Quorum { get; init; }

    public AggregateMethod Aggregate { get; init; }

    /// <summary>The judge, for the methods that need one.</summary>
    public JudgeWish? Judge { get; init; }

    /// <summary>Whether the client wants each result as an event.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether the work goes on when the client, or the gateway, goes away.</summary>
    public bool Durable { get; init; }

    /// <summary>The chat request for one of the models.</summary>
    public ClientRequest For(string model) =>
        Dialect.ReadRequest(JsonBodyRewriter.Rewrite(Chat, [JsonEdit.Set("model", model)]));
}
