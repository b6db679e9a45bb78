namespace LlmFunctions.Jobs;

/// <summary>What the payloads of a job are called.</summary>
public static class PayloadNames
{
    /// <summary>The body of the request that asked for the job.</summary>
    public const string Request = "request";
}
