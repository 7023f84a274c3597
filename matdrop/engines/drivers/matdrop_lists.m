function lists = matdrop_lists(joined)
% MATDROP_LISTS  Take apart what matdrop_join or values/joined.py has joined: a cell of cells, whose values stay packed.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    values = cell(1, numel(joined.rows));
    alone = joined.alone == 1;
    values(alone) = joined.others;
    heights = unique(joined.rows(~alone));
    for k = 1:numel(heights)
        beside = ~alone & joined.rows == heights(k);
        values(beside) = mat2cell(joined.numbers{k}, heights(k), joined.columns(beside));
    end
    lists = mat2cell(values, 1, joined.counts);
    lists = lists(:);
end
