namespace LlmFunctions.LocalHost.Invocation;

/// <summary>What a function may return, beside nothing.</summary>
internal enum ReturnKind
{
    Nothing,
    HttpResult,
    Any,
}
