using System.Globalization;
using LlmFunctions.Files;
using LlmFunctions.Jobs;

namespace LlmFunctions.Batches;

/// <summary>Ids of batches, and of what belongs to them.</summary>
public static class BatchIds
{
    private const string Prefix = "batch_";

    public static string New(DateTimeOffset now) => TimedIds.New(Prefix, now);

    /// <summary>Whether a text could be the id of a batch.</summary>
    public static bool IsOne(string id) => TimedIds.IsOne(Prefix, id);

    /// <summary>The id of the request that a line is: it is in the output and in the usage records.</summary>
    public static string RequestOf(string id, int line) => string.Create(CultureInfo.InvariantCulture, $"batch_req_{id[Prefix.Length..]}_{line:D5}");

    public static string OutputFileOf(Batch batch) => FileIds.Of(batch.CreatedAt, $"{batch.Id}/output");

    public static string ErrorFileOf(Batch batch) => FileIds.Of(batch.CreatedAt, $"{batch.Id}/errors");
}
