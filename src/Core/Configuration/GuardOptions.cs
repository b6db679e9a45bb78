using LlmFunctions.Guardrails;

namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Guard__…</c> and <c>Gateway__Apps__&lt;app&gt;__Guard__…</c>: what prompts and answers may be.</summary>
public sealed record GuardOptions
{
    /// <summary>Regular expressions; a prompt that matches one is refused.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>Regular expressions; where there are any, the last message of the user must match one.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Regular expressions; an answer that matches one is withheld, or its stream ended by an error.</summary>
    public IReadOnlyList<string> DenyAnswers { get; init; } = [];

    /// <summary>What is replaced before a provider sees it.</summary>
    public IReadOnlyList<PersonalData> Redact { get; init; } = [];

    /// <summary>Whether what was replaced is put back where the answer repeats it.</summary>
    public bool Restore { get; init; }

    /// <summary>The most characters that all texts of a prompt may have together; null for any number.</summary>
    public int? MaxPromptCharacters { get; init; }

    /// <summary>The most characters that an answer may have; null for any number.</summary>
    public int? MaxAnswerCharacters { get; init; }

    internal bool IsEmpty => !ChecksPrompts && Redact.Count == 0 && !ChecksAnswers;

    internal bool ChecksPrompts => Deny.Count > 0 || Allow.Count > 0 || MaxPromptCharacters is not null;

    internal bool ChecksAnswers => DenyAnswers.Count > 0 || MaxAnswerCharacters is not null;
}
