namespace LlmFunctions.Jobs;

/// <summary>The kinds of jobs, by the words that clients know them by.</summary>
public static class JobKinds
{
    /// <summary>One answer to one conversation.</summary>
    public const string Chat = "chat";

    /// <summary>One conversation for several models.</summary>
    public const string Parallel = "parallel";
}
