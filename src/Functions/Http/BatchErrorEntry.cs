using LlmFunctions.Batches;

namespace LlmFunctions.Functions.Http;

/// <summary>Why a batch failed, in OpenAI's form.</summary>
internal sealed record BatchErrorEntry(string Code, string Message, string? Param, int? Line)
{
    public static BatchErrorEntry Of(BatchError error) => new(error.Code, error.Message, error.Param, error.Line);
}
