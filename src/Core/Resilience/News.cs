namespace LlmFunctions.Resilience;

/// <summary>What other instances should hear of.</summary>
[Flags]
internal enum News
{
    None = 0,
    OfAccount = 1,
    OfTarget = 2,
}
