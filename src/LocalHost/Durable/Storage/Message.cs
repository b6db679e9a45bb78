using LlmFunctions.LocalHost.Durable.History;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>An event on its way to an instance; two with the same id are one.</summary>
internal sealed record Message(string InstanceId, string Id, HistoryEvent Event)
{
    /// <summary>When it may be read. Default: at once.</summary>
    public DateTimeOffset Due { get; init; } = DateTimeOffset.UnixEpoch;
}
