namespace LlmFunctions.LocalHost.Invocation;

/// <summary>Awaits what a function returned and takes the value out of it, without reflection at run time.</summary>
internal abstract class ReturnValue
{
    /// <summary>The type of the value; null where there is none.</summary>
    public virtual Type? Type => null;

    public abstract ValueTask<object?> ReadAsync(object? returned);

    /// <summary>The reader for a return type.</summary>
    public static ReturnValue For(Type type)
    {
        if (type == typeof(void))
        {
            return new Nothing();
        }

        if (type == typeof(Task))
        {
            return new PlainTask();
        }

        if (type == typeof(ValueTask))
        {
            return new PlainValueTask();
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var reader = definition == typeof(Task<>) ? typeof(TaskOf<>)
            : definition == typeof(ValueTask<>) ? typeof(ValueTaskOf<>)
            : null;
        return reader is null ? new Plain(type) : (ReturnValue)Activator.CreateInstance(reader.MakeGenericType(type.GenericTypeArguments[0]))!;
    }

    /// <summary>Whether a function of a kind may return it.</summary>
    public bool IsAllowed(ReturnKind kind) => Type is null || kind switch
    {
        ReturnKind.Any => true,
        ReturnKind.HttpResult => typeof(IResult).IsAssignableFrom(Type),
        _ => false,
    };

    private sealed class Nothing : ReturnValue
    {
        public override ValueTask<object?> ReadAsync(object? returned) => default;
    }

    private sealed class Plain(Type type) : ReturnValue
    {
        public override Type Type => type;

        public override ValueTask<object?> ReadAsync(object? returned) => new(returned);
    }

    private sealed class PlainTask : ReturnValue
    {
        public override async ValueTask<object?> ReadAsync(object? returned)
        {
            await (Task)returned!;
            return null;
        }
    }

    private sealed class PlainValueTask : ReturnValue
    {
        public override async ValueTask<object?> ReadAsync(object? returned)
        {
            await (ValueTask)returned!;
            return null;
        }
    }

    private sealed class TaskOf<T> : ReturnValue
    {
        public override Type Type => typeof(T);

        public override async ValueTask<object?> ReadAsync(object? returned) => await (Task<T>)returned!;
    }

    private sealed class ValueTaskOf<T> : ReturnValue
    {
        public override Type Type => typeof(T);

        public override async ValueTask<object?> ReadAsync(object? returned) => await (ValueTask<T>)returned!;
    }
}
