namespace LlmFunctions.Files;

/// <summary>What files are for.</summary>
public static class FilePurposes
{
    /// <summary>The requests of a batch, uploaded by an app.</summary>
    public const string Batch = "batch";

    /// <summary>What came of a batch.</summary>
    public const string BatchOutput = "batch_output";
}
