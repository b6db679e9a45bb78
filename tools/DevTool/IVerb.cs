namespace DevTool;

/// <summary>One command. Its help is written from the same table as its arguments are read by.</summary>
internal interface IVerb
{
    /// <summary>One word or several, as they are typed.</summary>
    string Name { get; }

    string Summary { get; }

    /// <summary>What may follow the name: <c>[optional]</c>, <c>&lt;required&gt;</c> or nothing.</summary>
    string Operand { get; }

    IReadOnlyList<Option> Options { get; }

    Task<int> RunAsync(Arguments arguments, Workspace workspace, CancellationToken cancellationToken);

    string[] Words => Name.Split(' ');
}
