namespace LlmFunctions.Jobs;

/// <summary>Ids of jobs: in their order the newest come first.</summary>
public static class JobIds
{
    private const string Prefix = "job_";

    public static string New(DateTimeOffset now) => TimedIds.New(Prefix, now);

    /// <summary>Whether a text could be the id of a job.</summary>
    public static bool IsOne(string id) => TimedIds.IsOne(Prefix, id);

    /// <summary>The shard of the ledger that a job's records go to. The id ends in chance, so jobs are spread over all.</summary>
    public static int ShardOf(string id) => Convert.ToInt32(id[^1..], 16);
}
