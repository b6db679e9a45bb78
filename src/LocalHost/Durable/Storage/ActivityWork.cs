using Azure;
using LlmFunctions.LocalHost.Durable.History;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>An activity that is to be run, or runs.</summary>
internal sealed record ActivityWork(string InstanceId, int Generation, HistoryEvent Step)
{
    public string Id => $"{InstanceId}|{Generation:D8}|{Step.TaskId:D8}";

    /// <summary>Changes with each lease and renewal: whoever holds it holds the work.</summary>
    public ETag ETag { get; init; }
}
