namespace LlmFunctions.Experiments;

/// <summary>Which variant of which experiment a call belongs to.</summary>
public sealed record ExperimentAssignment(string Experiment, string Variant)
{
    /// <summary>The header that says it to the client.</summary>
    public const string Header = "x-llm-experiment";

    /// <inheritdoc/>
    public override string ToString() => $"{Experiment}={Variant}";
}
