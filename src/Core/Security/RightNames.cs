namespace LlmFunctions.Security;

/// <summary>The names of rights: the scopes of keys, and the roles of tokens.</summary>
public static class RightNames
{
    private static readonly (string Name, Rights Rights)[] Scopes =
    [
        ("chat", Rights.Chat),
        ("embeddings", Rights.Embeddings),
        ("jobs", Rights.Jobs),
        ("view_providers", Rights.ViewProviders),
        ("edit_providers", Rights.EditProviders),
        ("view_metrics", Rights.ViewMetrics),
        ("system_config", Rights.SystemConfig),
        ("manage", Rights.Manage),
    ];

    /// <summary>All names of scopes.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Scopes.Select(static scope => scope.Name)];

    /// <summary>The right of a scope, or of a role that is called like one (<c>ViewProviders</c>); null where there is none of this name.</summary>
    public static Rights? Find(string name)
    {
        string wanted = name.Replace("_", "", StringComparison.Ordinal);
        foreach ((string scope, Rights rights) in Scopes)
        {
            if (scope.Replace("_", "", StringComparison.Ordinal).Equals(wanted, StringComparison.OrdinalIgnoreCase))
            {
                return rights;
            }
        }

        return null;
    }

    /// <summary>The scopes that make up the rights; <c>manage</c> where all of its parts are there.</summary>
    public static IReadOnlyList<string> Of(Rights rights)
    {
        bool managesAll = rights.HasFlag(Rights.Manage);
        return
        [
            .. from scope in Scopes
               where scope.Rights == Rights.Manage ? managesAll : rights.HasFlag(scope.Rights) && !(managesAll && Rights.Manage.HasFlag(scope.Rights))
               select scope.Name,
        ];
    }
}
